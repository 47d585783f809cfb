package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/e2e/emulator"
)

// A retry after a lost answer must not create a second resource: no state would contain it, and it
// would look like a bug of the library.
func TestARetryIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	answers := map[string]bool{}
	for range 2 {
		answers[createLink(t, cloud.URL, "the same call")] = true
	}
	if links := cloud.Inventory(t).Since(before); len(answers) != 1 || len(links) != 1 {
		t.Errorf("one call, made twice, was answered %d ways and made %q", len(answers), links)
	}
	createLink(t, cloud.URL, "another call")
	if links := cloud.Inventory(t).Since(before); len(links) != 2 {
		t.Errorf("another call made %q", links)
	}
}

// createLink calls API Gateway's CreateVpcLink, and returns the answer.
func createLink(t *testing.T, url, invocation string) string {
	t.Helper()
	body := strings.NewReader(`{"name":"link","subnetIds":["subnet-1"]}`)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/v2/vpclinks", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 "+
		"Credential=test/20261124/"+emulator.Region+"/apigateway/aws4_request, SignedHeaders=host, Signature=none")
	request.Header.Set("Amz-Sdk-Invocation-Id", invocation)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	link, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %v %s", answer.StatusCode, err, link)
	}
	return string(link)
}
