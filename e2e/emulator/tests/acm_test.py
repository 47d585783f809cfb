"""ACM issues a certificate once all of its validation records exist."""

import unittest

from things import acm, dns


class Issue(unittest.TestCase):
    def test_a_certificate_waits_for_the_last_of_its_records(self):
        names = ["shop.test", "api.shop.test"]
        arn = acm.request_certificate(
            DomainName=names[0], SubjectAlternativeNames=names, ValidationMethod="DNS"
        )["CertificateArn"]
        zone = dns.create_hosted_zone(Name="shop.test", CallerReference="1")["HostedZone"]["Id"]
        self.assertEqual(self.certificate(arn)["Status"], "PENDING_VALIDATION")
        for option in self.certificate(arn)["DomainValidationOptions"]:
            self.assertEqual(self.certificate(arn)["Status"], "PENDING_VALIDATION")
            record = option["ResourceRecord"]
            value = [{"Value": record["Value"]}]
            made = {"Name": record["Name"], "Type": record["Type"], "TTL": 60, "ResourceRecords": value}
            dns.change_resource_record_sets(
                HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": made}]}
            )
        self.assertEqual(self.certificate(arn)["Status"], "ISSUED")

    def certificate(self, arn):
        return acm.describe_certificate(CertificateArn=arn)["Certificate"]
