"""Elastic Load Balancing: target groups and ports in use, and certificates that a listener cannot use."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cloud import name
from situations import situation
from things import Balancer, acm, api, elb


@situation
def target_group_of_a_listener():
    balancer = Balancer()
    listener = balancer.listen()
    yield "ResourceInUse", lambda: elb.delete_target_group(TargetGroupArn=balancer.target)
    elb.delete_listener(ListenerArn=listener)


@situation
def certificate_of_a_listener():
    certificate = issued_certificate()
    listener = Balancer().listen_https(certificate)
    yield "ResourceInUseException", lambda: acm.delete_certificate(CertificateArn=certificate)
    elb.delete_listener(ListenerArn=listener)


@situation
def certificate_of_an_api_domain_name():
    certificate, domain = issued_certificate(), f"{name('api')}.example.com"
    uses = [{"CertificateArn": certificate, "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"}]
    api.create_domain_name(DomainName=domain, DomainNameConfigurations=uses)
    yield "ResourceInUseException", lambda: acm.delete_certificate(CertificateArn=certificate)
    api.delete_domain_name(DomainName=domain)


@situation
def second_listener_on_a_port():
    balancer = Balancer()
    listener = balancer.listen()
    yield "DuplicateListener", balancer.listen
    elb.delete_listener(ListenerArn=listener)


def pending_certificate():
    return acm.request_certificate(DomainName=f"{name('api')}.example.com", ValidationMethod="DNS")["CertificateArn"]


def missing_certificate():
    arn = pending_certificate()
    acm.delete_certificate(CertificateArn=arn)
    return arn


def issued_certificate():
    """Imports a certificate. ACM treats an imported certificate as issued."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "api.example.com")])
    now = datetime.datetime.now(datetime.UTC)
    end = now + datetime.timedelta(days=1)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now, end)
    return acm.import_certificate(
        Certificate=builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        PrivateKey=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )["CertificateArn"]


def listener_with_an_unusable_certificate(code, unusable):
    def new_listener():
        balancer, certificate = Balancer(), unusable()
        yield code, lambda: balancer.listen_https(certificate)
        certificate = issued_certificate()

    def changed_listener():
        listener, certificate = Balancer().listen_https(issued_certificate()), unusable()
        yield code, lambda: elb.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": certificate}])
        certificate = issued_certificate()

    for generator in (new_listener, changed_listener):
        generator.__name__ += f" with a {unusable.__name__}"
        situation(generator)


listener_with_an_unusable_certificate("CertificateNotFound", missing_certificate)
listener_with_an_unusable_certificate("UnsupportedCertificate", pending_certificate)
