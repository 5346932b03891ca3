"""A certificate for other machines of the local network: browsers give the microphone to HTTPS only."""

import datetime as dt
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yesline.running.home import Home

_AUTHORITY_LASTS = dt.timedelta(days=3650)
_CERTIFICATE_LASTS = dt.timedelta(days=397)  # browsers refuse longer ones
_RENEW_BEFORE = dt.timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Files in PEM. `authority` is what other machines are told to trust; it holds no secret."""

    chain: Path
    key: Path
    authority: Path


def provide(home: Home, names: Sequence[str], *, at: dt.datetime) -> Certificate:
    """A certificate for these host names and addresses, from an authority of this home; renewed when due."""
    files = Certificate(
        chain=home.secrets / "front.pem",
        key=home.secrets / "front.key",
        authority=home.root / "yesline-authority.pem",
    )
    authority_key_file = home.secrets / "authority.key"
    if not (files.authority.exists() and authority_key_file.exists()):
        _make_authority(files.authority, authority_key_file, at=at)
    if not _still_good(files, names, at=at):
        _make_certificate(files, authority_key_file, names, at=at)
    return files


def own_names(address: str) -> list[str]:
    """What other machines may call this one."""
    host = socket.gethostname()
    return list(dict.fromkeys([address, host, f"{host}.local", "localhost", "127.0.0.1"]))


def _still_good(files: Certificate, names: Sequence[str], *, at: dt.datetime) -> bool:
    if not (files.chain.exists() and files.key.exists()):
        return False
    certificate = x509.load_pem_x509_certificate(files.chain.read_bytes())
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    known = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        set(known) == set(_alternative_names(names))
        and certificate.not_valid_after_utc - at > _RENEW_BEFORE
        and certificate.issuer == authority.subject
    )


def _make_authority(certificate_file: Path, key_file: Path, *, at: dt.datetime) -> None:
    key = _new_key(key_file)
    name = _name(f"Yesline on {socket.gethostname()}, {at:%Y-%m-%d %H:%M}")
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        _draft(name, name, key.public_key(), signed_by=key.public_key(), at=at, lasts=_AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _make_certificate(files: Certificate, authority_key_file: Path, names: Sequence[str], *, at: dt.datetime) -> None:
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    authority_key = serialization.load_pem_private_key(authority_key_file.read_bytes(), password=None)
    if not isinstance(authority_key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{authority_key_file} is not the key this program made.")
    key = _new_key(files.key)
    signer = authority_key.public_key()
    made = (
        _draft(_name(names[0]), authority.subject, key.public_key(), signed_by=signer, at=at, lasts=_CERTIFICATE_LASTS)
        .add_extension(x509.SubjectAlternativeName(_alternative_names(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    files.chain.write_bytes(
        made.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM)
    )


def _draft(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    *,
    signed_by: ec.EllipticCurvePublicKey,
    at: dt.datetime,
    lasts: dt.timedelta,
) -> x509.CertificateBuilder:
    an_hour_ago = at - dt.timedelta(hours=1)  # other machines' clocks may be behind
    # Who signed and who is signed are told apart by their keys: clients that are strict ask for it.
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(an_hour_ago)
        .not_valid_after(an_hour_ago + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by), critical=False)
    )


def _new_key(file: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    file.touch(mode=0o600)
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return key


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


def _alternative_names(names: Sequence[str]) -> list[x509.GeneralName]:
    return [_alternative_name(name) for name in names]


def _alternative_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
