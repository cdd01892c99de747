process.stdout.write('npm run chaos\n');
