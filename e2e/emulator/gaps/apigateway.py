"""API Gateway: a stage's tags cannot be changed, and an empty TLS configuration does not remove an integration's."""

from urllib.parse import unquote

from moto.apigatewayv2 import urls
from moto.apigatewayv2.models import ApiGatewayV2Backend, Integration
from moto.apigatewayv2.responses import ApiGatewayV2Response

from gaps.closing import after

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
