// The image's HEALTHCHECK: asks this container's own process, on the port for machines. Exit code 0 is well, 1 is not.
const url = `http://127.0.0.1:${process.env.OPS_PORT ?? 9464}/healthz`;

try {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status}`);
} catch (error) {
  process.stderr.write(`${url}: ${error.cause?.message ?? error.message}\n`);
  process.exitCode = 1;
}
