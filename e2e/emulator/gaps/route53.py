"""Route 53: the id of a zone begins with Z."""

from moto.route53.models import HostedZoneIdentifier

from gaps.closing import after


@after(HostedZoneIdentifier)
def generate(self, existing_ids=None, tags=None, result=None):
    return "Z" + result
