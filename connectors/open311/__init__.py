"""Another jurisdiction's server that speaks Open311 GeoReport v2: a matter is filed there, and followed.

Contract
    address     https://other.example/open311/v2, with the key that they gave us and their jurisdiction_id,
                if their endpoint serves several
    finding     GET requests.json of the service since a moment: a description that holds the mark is ours
    asking      GET services/CODE.json: which attributes they ask for, if they have such definitions
    forwarding  POST requests.json, urlencoded with photos as media_url, or multipart with their files as
                media; with Idempotency-Key for those that know it; a token
                is asked about until it has a number, a few times, then it is pending, to be asked about again
    following   GET requests.json, many numbers at once
    failures    ForwardingFailed with a code: server-unreachable, server-slow, tls-failed, server-busy,
                server-failed, answer-unreadable, token-pending; ForwardingRefused: key-refused,
                not-found, request-refused, with what they say about it

Neither redirects nor proxies of the environment are followed: the key goes to the address and nowhere else.
"""

from civic.ports import Server
from connectors.open311.adapter import Open311Jurisdiction

__all__ = ["Open311Jurisdiction", "Server"]
