package http

import (
	"bytes"
	"embed"
	"net/http"
	"time"
)

// openapi.json describes the API; a test compares it with the handlers.
//
//go:embed openapi.json
var openAPIJSON []byte

//go:embed docs/index.html docs/init.js docs/swagger-ui-bundle.js docs/swagger-ui.css
var docs embed.FS

// docsPolicy allows the viewer to load its own files and to call this API, and
// nothing else.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func (h *Handler) openAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	w.Write(openAPIJSON)
	return nil
}

func (h *Handler) docsPage(w http.ResponseWriter, r *http.Request) error {
	return serveDocs(w, r, "index.html")
}

func (h *Handler) docsFile(w http.ResponseWriter, r *http.Request) error {
	return serveDocs(w, r, r.PathValue("file"))
}

func serveDocs(w http.ResponseWriter, r *http.Request, name string) error {
	content, err := docs.ReadFile("docs/" + name)
	if err != nil {
		return &refused{http.StatusNotFound, "no such path"}
	}
	r.Header.Del("Range") // a range that is not valid would be answered in plain text
	w.Header().Set("Content-Security-Policy", docsPolicy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	return nil
}
