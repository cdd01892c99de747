"""OpenStack Swift with its S3 API on 127.0.0.1: all four servers in one process, on one device, for tests.

Arguments: a folder for everything it keeps, the access key (account:user), the secret key, the port of the S3 API."""
import os
import sys

from swift.common import utils

folder, access, secret, api_port = sys.argv[1:]
account, user = access.split(':')
utils.eventlet_monkey_patch()

import eventlet  # noqa: E402  after the patch, as all that follows
from eventlet import wsgi  # noqa: E402


def write(name, text):
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), 'w') as file:
        file.write(text)
    return path


write('swift.conf', '[swift-hash]\nswift_hash_path_suffix = test\n[storage-policy:0]\nname = one\ndefault = yes\n')
utils.set_swift_dir(folder)

from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.storage_policy import reload_storage_policies  # noqa: E402
from swift.common.wsgi import SwiftHttpProtocol, loadapp  # noqa: E402

reload_storage_policies()


class Memory:
    """Takes memcached's place: there is but one process."""

    def __init__(self):
        self.values = {}

    def get(self, key, **_):
        return self.values.get(key)

    def set(self, key, value, **_):
        self.values[key] = value

    def incr(self, key, delta=1, **_):
        self.values[key] = self.values.get(key, 0) + delta
        return self.values[key]

    def decr(self, key, delta=1, **_):
        return self.incr(key, -delta)

    def delete(self, key, **_):
        self.values.pop(key, None)

    def get_multi(self, keys, *_, **__):
        return [self.values.get(key) for key in keys]

    def set_multi(self, mapping, *_, **__):
        self.values.update(mapping)


def serve(socket, app):
    # Names of headers as they are: clients of S3 look for "ETag".
    wsgi.server(socket, app, utils.NullLogger(), protocol=SwiftHttpProtocol, capitalize_response_headers=False)


def listen(port=0):
    return eventlet.listen(('127.0.0.1', port), backlog=128)


def start_server(kind, socket):
    conf = write(kind + '.conf', f'''[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
log_facility = LOG_LOCAL0
fallocate_reserve = 0
[app:main]
use = egg:swift#{kind}
''')
    eventlet.spawn(serve, socket, loadapp(conf))


def make_ring(name, port):
    ring = RingBuilder(1, 1, 1)
    ring.add_dev({'id': 0, 'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port, 'device': 'd', 'weight': 1, 'meta': '',
                  'replication_ip': '127.0.0.1', 'replication_port': port})
    ring.rebalance()
    ring.get_ring().save(os.path.join(folder, name + '.ring.gz'))


def start_api(port):
    conf = write('proxy.conf', f'''[DEFAULT]
swift_dir = {folder}
log_facility = LOG_LOCAL0
[pipeline:main]
pipeline = catch_errors healthcheck proxy-logging bulk s3api tempauth container-quotas slo proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:container-quotas]
use = egg:swift#container_quotas
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
[filter:slo]
use = egg:swift#slo
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {secret} .admin
user_{account}_reader = {secret}
''')
    app = loadapp(conf)
    memory = Memory()

    def with_memory(env, start_response):
        env['swift.cache'] = memory
        return app(env, start_response)

    return eventlet.spawn(serve, listen(port), with_memory)


os.makedirs(os.path.join(folder, 'devices', 'd'), exist_ok=True)
for kind, ring in (('account', 'account'), ('container', 'container'), ('object', 'object')):
    socket = listen()
    make_ring(ring, socket.getsockname()[1])
    start_server(kind, socket)
api = start_api(int(api_port))
api.wait()
