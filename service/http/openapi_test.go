package http

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// spec has the parts of openapi.json that the tests need.
type spec struct {
	paths    map[string]any
	compiler *jsonschema.Compiler
}

func readSpec(t testing.TB) *spec {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(openAPIJSON))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return &spec{doc.(map[string]any)["paths"].(map[string]any), c}
}

// check checks that the answer's status is documented and that its body is as
// documented. It skips requests without a documented route.
func (s *spec) check(t testing.TB, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Header().Get("X-Request-Id") == "" {
		t.Error("an answer without X-Request-Id")
	}
	method, path, _ := strings.Cut(exchangePattern(r), " ")
	operations, known := s.paths[path].(map[string]any)
	if !known {
		return
	}
	responses := operations[strings.ToLower(method)].(map[string]any)["responses"].(map[string]any)
	response, documented := responses[fmt.Sprint(w.Code)].(map[string]any)
	if !documented {
		t.Errorf("openapi.json knows no %d of %s %s; body %s", w.Code, method, path, w.Body)
		return
	}
	media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	content, documented := response["content"].(map[string]any)[media].(map[string]any)
	if !documented {
		t.Errorf("openapi.json knows no %q for %d of %s %s", media, w.Code, method, path)
		return
	}
	ref, isRef := content["schema"].(map[string]any)["$ref"].(string)
	if !isRef {
		return
	}
	schema, err := s.compiler.Compile("openapi.json" + ref)
	if err != nil {
		t.Fatal(err)
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err == nil {
		err = schema.Validate(body)
	}
	if err != nil {
		t.Errorf("%s %s answers %d with\n%s\nwhich is not as documented: %v", method, path, w.Code, w.Body, err)
	}
}

// exchangePattern returns the route of a request, independently of the handler.
func exchangePattern(r *http.Request) string {
	mux := http.NewServeMux()
	for pattern := range (&Handler{}).routes() {
		mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	_, pattern := mux.Handler(r)
	return pattern
}

// An example is what the service answers: it fits its schema, and an error's text is one of the
// handler's.
func TestEveryJSONAnswerHasARealExample(t *testing.T) {
	var code strings.Builder
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		if text, err := os.ReadFile(source); err != nil {
			t.Fatal(err)
		} else if !strings.HasSuffix(source, "_test.go") {
			code.Write(text)
		}
	}
	s := readSpec(t)
	for path, operations := range s.paths {
		for method, operation := range operations.(map[string]any) {
			for status, response := range operation.(map[string]any)["responses"].(map[string]any) {
				content, _ := response.(map[string]any)["content"].(map[string]any)["application/json"].(map[string]any)
				schemaOf, _ := content["schema"].(map[string]any)
				ref, isRef := schemaOf["$ref"].(string)
				if !isRef {
					continue
				}
				schema, err := s.compiler.Compile("openapi.json" + ref)
				if err != nil {
					t.Fatal(err)
				}
				example := content["example"]
				if err := schema.Validate(example); err != nil {
					t.Errorf("%s %s %s: the example %v: %v", method, path, status, example, err)
					continue
				}
				if detail, isError := example.(map[string]any)["detail"].(string); isError &&
					!strings.Contains(code.String(), `"`+detail+`"`) {
					t.Errorf("%s %s %s: the service never says %q", method, path, status, detail)
				}
			}
		}
	}
}

func TestOpenAPIDescribesExactlyTheRoutes(t *testing.T) {
	undescribed := map[string]bool{"GET /docs/{file}": true} // the page's own files
	routes := (&Handler{}).routes()
	described := map[string]bool{}
	for path, operations := range readSpec(t).paths {
		for method := range operations.(map[string]any) {
			pattern := strings.ToUpper(method) + " " + path
			described[pattern] = true
			if routes[pattern] == nil {
				t.Errorf("openapi.json describes %s, which does not exist", pattern)
			}
		}
	}
	for pattern := range routes {
		if !described[pattern] && !undescribed[pattern] {
			t.Errorf("openapi.json does not describe %s", pattern)
		}
	}
}

// openapi.json has the default limits. The handler must accept exactly what the
// schema accepts.
func TestOpenAPIAgreesWithTheLimits(t *testing.T) {
	schema, err := readSpec(t).compiler.Compile("openapi.json#/components/schemas/NewDocument")
	if err != nil {
		t.Fatal(err)
	}
	a := newSQLiteAPI(t)
	quote := func(s string, n int) string { return `"` + strings.Repeat(s, n) + `"` }
	for name, body := range map[string]string{
		"longest title":    `{"title":` + quote("é", 200) + `,"content":"c","tags":[]}`,
		"title too long":   `{"title":` + quote("é", 201) + `,"content":"c","tags":[]}`,
		"longest content":  `{"title":"t","content":` + quote("🙂", 200_000) + `,"tags":[]}`,
		"content too long": `{"title":"t","content":` + quote("c", 200_001) + `,"tags":[]}`,
		"most tags":        `{"title":"t","content":"c","tags":[` + strings.Repeat(`"x",`, 19) + `"x"]}`,
		"too many tags":    `{"title":"t","content":"c","tags":[` + strings.Repeat(`"x",`, 20) + `"x"]}`,
		"longest tag":      `{"title":"t","content":"c","tags":[` + quote("é", 200) + `]}`,
		"tag too long":     `{"title":"t","content":"c","tags":[` + quote("é", 201) + `]}`,
		"NUL":              `{"title":"t","content":"a\u0000b","tags":[]}`,
		"empty title":      `{"title":"","content":"c","tags":[]}`,
		"null tag":         `{"title":"t","content":"c","tags":[null]}`,
		"no tags":          `{"title":"t","content":"c"}`,
		"unknown field":    `{"title":"t","content":"c","tags":[],"x":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			want := http.StatusCreated
			if schema.Validate(value) != nil {
				want = http.StatusBadRequest
			}
			wantStatus(t, a.do(t, "POST", documentsPath, "key_t1", body), want)
		})
	}
}
