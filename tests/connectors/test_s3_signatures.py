"""Signatures of requests are those that AWS publishes as examples, digit for digit."""

from datetime import UTC, datetime

import pytest

from connectors.log_store_s3.signing import Credentials, Request, signed_headers

# As AWS prints them under “Examples: Signature Calculations in AWS Signature Version 4”.
AWS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
HOST, THEN = "examplebucket.s3.amazonaws.com", datetime(2013, 5, 24, tzinfo=UTC)
PUT_HEADERS = {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"}
EXAMPLES = {
    "get object": (
        Request("GET", HOST, "/test.txt", headers={"Range": "bytes=0-9"}),
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ),
    "put object": (
        Request("PUT", HOST, "/test$file.text", headers=PUT_HEADERS, body=b"Welcome to Amazon S3."),
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ),
    "get bucket lifecycle": (
        Request("GET", HOST, "/", query={"lifecycle": ""}),
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ),
    "list objects": (
        Request("GET", HOST, "/", query={"prefix": "J", "max-keys": "2"}),
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_signature_is_the_published_one(name):
    request, signature = EXAMPLES[name]
    headers = signed_headers(request, AWS, THEN)

    assert headers["Authorization"].rpartition("Signature=")[2] == signature
    assert "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request" in headers["Authorization"]


def test_another_body_has_another_signature():
    one, other = (
        signed_headers(Request("PUT", HOST, "/x", body=body), AWS, THEN)["Authorization"]
        for body in (b"1", b"2")
    )

    assert one != other


def test_printed_credentials_hold_no_secret():
    assert "wJalr" not in repr(AWS)
    assert "AKIA" not in repr(AWS)
