"""A real S3 server of a test's own: moto, which checks every signature against botocore's.

Run as a program it serves on a free port and says which; it ends with its input.
"""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

import boto3
import requests

from tests.builders.processes import start

REGION, BUCKET, FOLDER = "eu-central-1", "city-log", "log"
SETTING_UP = 5  # requests that need no right: user, key, rights, bucket, who may read it
ANYONE_READS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/*",
        }
    ],
}
ALL_OF_S3 = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


@dataclass(frozen=True, slots=True)
class S3Server:
    address: str
    access_key: str
    secret: str

    @property
    def public(self) -> str:
        """Where everybody reads the folder."""
        return f"{self.address}/{BUCKET}/{FOLDER}"

    def setting(self, *, secret: str | None = None, bucket: str = BUCKET) -> str:
        """Return CIVIC_LOG_STORE, with the right secret unless told otherwise."""
        key = f"{quote(self.access_key, safe='')}:{quote(secret or self.secret, safe='')}"
        return f"{self.address.replace('://', f'://{key}@')}/{bucket}/{FOLDER}?region={REGION}"

    def admit_everyone(self) -> None:
        """From here on no request needs a signature: moto cannot tell readers without one from forgers."""
        requests.post(f"{self.address}/moto-api/reset-auth", data=b"1000000", timeout=60).raise_for_status()


@contextmanager
def s3_server() -> Iterator[S3Server]:
    process = start("tests.builders.s3_server", env_add={"INITIAL_NO_AUTH_ACTION_COUNT": str(SETTING_UP)})
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, process.communicate()
        yield _set_up(address)
    finally:
        process.communicate("")


def _set_up(address: str) -> S3Server:
    anyone = boto3.Session("unchecked", "unchecked", region_name=REGION)
    iam, s3 = (anyone.client(service, endpoint_url=address) for service in ("iam", "s3"))
    iam.create_user(UserName="civic")
    key = iam.create_access_key(UserName="civic")["AccessKey"]
    iam.put_user_policy(UserName="civic", PolicyName="all", PolicyDocument=json.dumps(ALL_OF_S3))
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(ANYONE_READS))
    return S3Server(address, key["AccessKeyId"], key["SecretAccessKey"])


def main() -> None:
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # else a line for each request
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
