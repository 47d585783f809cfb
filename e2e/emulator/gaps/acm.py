"""ACM: moto issues every certificate after a minute, and lets go of one in use.

AWS issues it once all of its validation records exist, and never before.
"""

from moto import settings
from moto.acm.models import AWSCertificateManagerBackend, CertBundle
from moto.apigatewayv2.models import apigatewayv2_backends
from moto.core.exceptions import JsonRESTError
from moto.elbv2.models import elbv2_backends
from moto.route53.models import route53_backends

from gaps.closing import after, before, recorded

settings.ACM_VALIDATION_WAIT = float("inf")


@after(CertBundle)
def check(self, result):
    options = self.describe()["Certificate"].get("DomainValidationOptions", [])
    wanted = {option["ResourceRecord"]["Name"].rstrip(".") for option in options}
    if self.status == "PENDING_VALIDATION" and wanted <= records(self.arn.split(":")[4]):
        self.status = "ISSUED"


def records(account):
    """Returns the names of all CNAME records of the account's hosted zones."""
    zones = list(route53_backends[account]["aws"].zones.values())
    return {record.name.rstrip(".") for zone in zones for record in list(zone.rrsets) if record.type == "CNAME"}


def uses(account, region):
    """Yields the certificates that listeners and API domain names use."""
    for balancer in list(elbv2_backends[account][region].load_balancers.values()):
        for listener in list(balancer.listeners.values()):
            yield from listener.certificates or []
            yield listener.certificate
    for domain in list(apigatewayv2_backends[account][region].domain_names.values()):
        yield from (configuration.get("certificateArn") for configuration in domain.domain_name_configurations)


@before(AWSCertificateManagerBackend)
def delete_certificate(self, arn):
    if arn in set(uses(self.account_id, self.region_name)):
        raise recorded(JsonRESTError("ResourceInUseException", f"Certificate {arn} is in use."))
