package http

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.40.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/knwl-platform/infra/service"
)

// tracedStore is a store whose searches and additions are spans. They do not contain what errors
// say, which may be a document's text.
type tracedStore struct {
	service.Store
	tracer trace.Tracer
}

func (s tracedStore) Search(ctx context.Context, q service.Query) (_ service.Page, err error) {
	ctx, span := s.tracer.Start(ctx, "store.search")
	defer func() { endStoreSpan(span, err) }()
	return s.Store.Search(ctx, q)
}

func (s tracedStore) Add(ctx context.Context, d service.Document) (err error) {
	ctx, span := s.tracer.Start(ctx, "store.add")
	defer func() { endStoreSpan(span, err) }()
	return s.Store.Add(ctx, d)
}

// SearchedAt implements [service.Replicated].
func (s tracedStore) SearchedAt() string {
	if store, ok := s.Store.(service.Replicated); ok {
		return store.SearchedAt()
	}
	return ""
}

func endStoreSpan(span trace.Span, err error) {
	if err != nil {
		span.SetStatus(codes.Error, "")
		span.SetAttributes(semconv.ErrorTypeKey.String(errorType(err)))
	}
	span.End()
}

func errorType(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, service.ErrUnavailable):
		return "unavailable"
	}
	return "_OTHER" // the convention's
}
