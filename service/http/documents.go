package http

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/knwl-platform/infra/service"
)

// draft is the body of a new document. Its fields are pointers to distinguish
// missing and null values from empty ones.
type draft struct {
	Title   *string    `json:"title"`
	Content *string    `json:"content"`
	Tags    *[]*string `json:"tags"`
}

type created struct {
	DocumentID string `json:"documentId"`
	TenantID   string `json:"tenantId"`
	CreatedAt  string `json:"createdAt"`
}

func (h *Handler) addDocument(w http.ResponseWriter, r *http.Request) error {
	doc, err := h.readDocument(w, r)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	doc.ID = id.String()
	doc.Tenant = r.PathValue("tenantId")
	doc.CreatedAt = h.now().UTC().Truncate(time.Millisecond)
	if err := h.store.Add(r.Context(), doc); err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, created{doc.ID, doc.Tenant, timestamp(doc.CreatedAt)})
	return nil
}

// maxBody returns the size in bytes of the largest valid body. JSON may encode
// a character in 12 bytes. 64 KiB are for tags and white space.
func maxBody(l service.Limits) int64 { return 12*int64(l.Title+l.Content) + 64<<10 }

var errTooLarge = &refused{http.StatusRequestEntityTooLarge, "the body is larger than any valid document"}

func (h *Handler) readDocument(w http.ResponseWriter, r *http.Request) (service.Document, error) {
	limit := maxBody(h.limits)
	if r.ContentLength > limit {
		return service.Document{}, errTooLarge // without reading any of it
	}
	var d draft
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit))
	err := dec.Decode(&d)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			err = errors.New("text after the object")
		}
	}
	if err != nil {
		return service.Document{}, explain(err)
	}
	doc, err := d.document()
	if err == nil {
		err = h.limits.Check(doc.Title, doc.Content, doc.Tags)
	}
	if err != nil {
		return service.Document{}, badRequest(strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return doc, nil
}

// explain turns a decoder's error into an error for the client.
func explain(err error) error {
	var tooLarge *http.MaxBytesError
	var wrongType *json.UnmarshalTypeError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge
	case errors.As(err, &wrongType) && wrongType.Field != "":
		return badRequest(wrongType.Field + ": a JSON " + wrongType.Value + " does not fit; " +
			"title and content are strings, tags is a list of strings")
	case errors.As(err, &timeout) && timeout.Timeout():
		return &refused{http.StatusRequestTimeout, "the body did not arrive in time"}
	}
	return badRequest("the body is not one JSON object with title, content and tags")
}

// document converts a draft. Its error reports everything that is missing.
func (d draft) document() (service.Document, error) {
	var errs []error
	if d.Title == nil {
		errs = append(errs, errors.New("title: missing"))
	}
	if d.Content == nil {
		errs = append(errs, errors.New("content: missing"))
	}
	if d.Tags == nil {
		errs = append(errs, errors.New("tags: missing; an empty list will do"))
	}
	if len(errs) > 0 {
		return service.Document{}, errors.Join(errs...)
	}
	tags := make([]string, len(*d.Tags))
	for i, tag := range *d.Tags {
		if tag == nil {
			return service.Document{}, errors.New("tags: a list of strings must not hold null")
		}
		tags[i] = *tag
	}
	return service.Document{Title: *d.Title, Content: *d.Content, Tags: tags}, nil
}

// timestamp formats a time for the API.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
