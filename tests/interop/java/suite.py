"""The Java SDK against a server, one that is killed while orders go on, and one behind TLS that wants an API key."""

import argparse
import contextlib
import hashlib
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from server import Server  # noqa: E402

KEY = "the-key-of-the-suite"
# A short life: the quick compiler and the plain collector are the cheapest.
JAVA = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m"]


class SecureServer(Server):
    """`skald server` with a certificate of its own, for those who have the key."""

    def command(self, folder, port):
        certificate, private = folder / "server.pem", folder / "server.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-keyout", private, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        keys = folder / "keys"
        keys.write_text(f"suite all * {hashlib.sha256(KEY.encode()).hexdigest()}\n")
        return [self.program, "server", "--db", folder / "server.db", "--ip", "127.0.0.1", "--port", port,
                "--tls-cert", certificate, "--tls-key", private, "--api-keys", keys, "--log-level", "error"]

    def options(self):
        certificate = pathlib.Path(self.folder.name) / "server.pem"
        return ["--secure", self.address, "--ca", str(certificate), "--key", KEY]


def watch(suite, victim):
    """Prints what the suite says; kills its victim and starts it again whenever it asks for that."""
    for line in suite.stdout:
        if line == "kill\n":
            victim.kill()
            victim.start()
        else:
            print(line, end="", flush=True)
    return suite.wait()


def main(options):
    with contextlib.ExitStack() as stack:
        server, victim = (stack.enter_context(Server(options.server, options.temporal)) for _ in range(2))
        command = JAVA + [f"-Djava.io.tmpdir={server.folder.name}", "-cp", options.classpath, "interop.Suite",
                          "--only", options.only,
                          "--address", server.address, "--killed", victim.address, "--program", server.program]
        if not server.is_real:  # Temporal's development server has no TLS
            command += stack.enter_context(SecureServer(options.server, options.temporal)).options()
        code = watch(subprocess.Popen(command, stdout=subprocess.PIPE, text=True), victim)
        if code:
            print(server.log() + victim.log(), file=sys.stderr)
        return code


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--temporal", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--classpath", required=True)
    sys.exit(main(parser.parse_args()))
