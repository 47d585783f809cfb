"""API Gateway: moto lacks changes of a stage's tags and of domain names, and what their DNS records point to.

An empty TLS configuration does not remove an integration's.
"""

import json
from urllib.parse import unquote

from moto.apigatewayv2 import urls
from moto.apigatewayv2.models import ApiGatewayV2Backend, Integration
from moto.apigatewayv2.responses import ApiGatewayV2Response

from gaps.closing import after, call_of

urls.url_paths["{0}/v2/tags/(?P<arn>[^/]+)/apis/(?P<api_id>[^/]+)/stages/(?P<stage>[^/]+)$"] = (
    ApiGatewayV2Response.dispatch
)


def stage_of(backend, arn):
    _, _, path = unquote(arn).partition("/apis/")
    api_id, _, name = path.partition("/stages/")
    return name and backend.get_stage(api_id, name)


@after(ApiGatewayV2Backend)
def tag_resource(self, resource_arn, tags, result):
    if stage := stage_of(self, resource_arn):
        stage.tags = {**(stage.tags or {}), **tags}
    return result


@after(ApiGatewayV2Backend)
def untag_resource(self, resource_arn, tag_keys, result):
    if stage := stage_of(self, resource_arn):
        stage.tags = {key: value for key, value in (stage.tags or {}).items() if key not in tag_keys}
    return result


@after(Integration)
def update(self, *args, result, **kwargs):
    self.tls_config = self.tls_config or None
    return result


@after(ApiGatewayV2Backend)
def create_domain_name(self, *args, result, **kwargs):
    """Completes a domain name with what DNS records point to, which moto leaves out."""
    result.mutual_tls_authentication = result.mutual_tls_authentication or None
    for configuration in result.domain_name_configurations:
        configuration["apiGatewayDomainName"] = f"d-{id(result):x}.execute-api.{self.region_name}.amazonaws.com"
        configuration["domainNameStatus"] = "AVAILABLE"
        configuration["hostedZoneId"] = "ZLY8HYME6SFDD"
    return result


@call_of(ApiGatewayV2Response)
def update_domain_name(self):
    domain = self.apigatewayv2_backend.get_domain_name(unquote(self.path.split("/")[-1]))
    for old, new in zip(domain.domain_name_configurations, json.loads(self.body)["domainNameConfigurations"]):
        old.update(new)
    return 200, {}, json.dumps(domain.to_json())
