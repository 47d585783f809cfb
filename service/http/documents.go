package http

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/knwl-platform/infra/service"
)

type created struct {
	DocumentID string `json:"documentId"`
	TenantID   string `json:"tenantId"`
	CreatedAt  string `json:"createdAt"`
}

func (h *Handler) addDocument(w http.ResponseWriter, r *http.Request, bytes *account) (work, error) {
	body, err := readBody(w, r, maxBody(h.limits), bytes)
	if err != nil {
		return nil, err
	}
	doc, err := h.parseDocument(body)
	if err != nil {
		return nil, badRequest(strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	doc.Tenant = r.PathValue("tenantId")
	return func(ctx context.Context) (int, any, error) {
		id, err := uuid.NewV7()
		if err != nil {
			return 0, nil, err
		}
		doc.ID, doc.CreatedAt = id.String(), h.now().UTC().Truncate(time.Millisecond)
		if err := h.store.Add(ctx, doc); err != nil {
			return 0, nil, err
		}
		return http.StatusCreated, created{doc.ID, doc.Tenant, timestamp(doc.CreatedAt)}, nil
	}, nil
}

func (h *Handler) parseDocument(body []byte) (service.Document, error) {
	d, err := parseDraft(body, h.limits.Tags)
	if err != nil {
		return service.Document{}, err
	}
	doc, err := d.document()
	if err != nil {
		return service.Document{}, err
	}
	return doc, h.limits.Check(doc.Title, doc.Content, doc.Tags)
}

// timestamp formats a time for the API.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
