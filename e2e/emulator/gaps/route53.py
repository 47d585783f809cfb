"""Route 53: the ids of moto's zones do not start with Z, as those of AWS do."""

from moto.route53.models import HostedZoneIdentifier

from gaps.closing import after


@after(HostedZoneIdentifier)
def generate(self, existing_ids=None, tags=None, result=None):
    return "Z" + result[1:]
