"""Signatures by and for other implementations.

    python3 foreign.py verify FOLDER    checks what Plugwright wrote: bundle.json, key.pub, key.key with the passphrase in passphrase
    python3 foreign.py make FOLDER      writes the fixtures that Plugwright has to verify

Needs `pip install securesystemslib in-toto-attestation sigstore-models cryptography`. The container is read with sigstore-models (the
data model of sigstore-python), the envelope with securesystemslib, the statement with in-toto-attestation, keys with cryptography.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.protobuf.json_format import MessageToDict, Parse
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey
from sigstore_models.bundle.v1 import Bundle

PAYLOAD_TYPE = "application/vnd.in-toto+json"


def spki(key):
    encoding = serialization.Encoding.DER
    return key.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)


def key_id(key):
    return "sha256:" + hashlib.sha256(spki(key)).hexdigest()


def verify(folder):
    public = serialization.load_pem_public_key((folder / "key.pub").read_bytes())
    text = (folder / "bundle.json").read_text()
    bundle = Bundle.from_json(text)
    assert bundle.media_type == "application/vnd.dev.sigstore.bundle.v0.3+json"
    assert bundle.verification_material.public_key.hint == key_id(public)

    document = json.loads(text)
    envelope = Envelope.from_dict(document["dsseEnvelope"])
    assert envelope.payload_type == PAYLOAD_TYPE
    key = SSlibKey.from_crypto(public, keyid=key_id(public))
    assert list(envelope.verify([key], 1)) == [key_id(public)]

    parsed = Parse(envelope.payload, statement_pb2.Statement())
    Statement.copy_from_pb(parsed).validate()
    expected = json.loads((folder / "expected.json").read_text())
    predicate = MessageToDict(parsed.predicate)
    assert predicate == expected["predicate"], predicate
    assert parsed.subject[0].digest["sha256"] == expected["sha256"]

    passphrase = (folder / "passphrase").read_bytes().strip()
    private = serialization.load_pem_private_key((folder / "key.key").read_bytes(), passphrase)
    assert private.public_key() == public

    # The control: what was changed does not verify there either.
    envelope.payload += b" "
    try:
        envelope.verify([key], 1)
    except VerificationError:
        print("verified")
    else:
        raise AssertionError("a changed payload verified")


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    keys = [Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (1, 2)]
    pem = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    for number, key in enumerate(keys, 1):
        (folder / f"key-{number}.pub").write_bytes(key.public_key().public_bytes(*pem))

    digest = {"sha256": hashlib.sha256(b"package").hexdigest()}
    subject = ResourceDescriptor(name="acme:auth@1.0.0", digest=digest).pb
    predicate = {
        "origin": "https://registry.example",
        "namespace": "acme",
        "name": "auth",
        "version": "1.0.0",
        "kind": "plugin",
    }
    statement = Statement([subject], "https://plugwright.dev/attestation/package/v1", predicate)
    statement.validate()
    # Indented, with the fields in the order of protobuf: other bytes than ours for the same statement.
    payload = json.dumps(MessageToDict(statement.pb), indent=2).encode()

    envelope = Envelope(payload, PAYLOAD_TYPE, {})
    for key in keys:
        envelope.sign(CryptoSigner(key))
    (folder / "envelope.json").write_text(json.dumps(envelope.to_dict()) + "\n")

    one = Envelope(payload, PAYLOAD_TYPE, {})
    one.sign(CryptoSigner(keys[0]))
    hint = base64.b64encode(hashlib.sha256(spki(keys[0].public_key())).digest()).decode()
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": hint}, "tlogEntries": []},
        "dsseEnvelope": one.to_dict(),
    }
    bundle = Bundle.from_json(json.dumps(bundle))
    (folder / "bundle.json").write_text(bundle.to_json() + "\n")


if __name__ == "__main__":
    {"verify": verify, "make": make}[sys.argv[1]](Path(sys.argv[2]))
