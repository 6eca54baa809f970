package oteltest

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/sandbox"
)

const token = "sandbox-of-the-tracing-tests"

// traced returns an http.Client that makes a span of each request.
func traced(s *sandbox.Server, provider trace.TracerProvider) *http.Client {
	return &http.Client{Transport: otelhttp.NewTransport(s.Client("").Transport, otelhttp.WithTracerProvider(provider))}
}

// Each request is a span, by otelhttp in the http.Client; a call with all its
// requests is a span of the caller's own.
func Example() {
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	server := sandbox.New()
	server.World(token).Inject(sandbox.Fault{Status: http.StatusServiceUnavailable})

	c, err := client.New(client.US, client.NewToken(token), client.WithHTTPClient(traced(server, provider)),
		client.WithRetry(client.RetryPolicy{MinWait: time.Millisecond}),
		client.WithObserver(func(ctx context.Context, a client.Attempt) {
			if a.NextWait > 0 {
				trace.SpanFromContext(ctx).AddEvent("retry", trace.WithAttributes(attribute.Int("attempt", a.Number)))
			}
		}))
	if err != nil {
		log.Fatal(err)
	}
	ctx, span := provider.Tracer("example").Start(context.Background(), "audit")
	_, err = c.List(ctx)
	span.End()
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range spans.GetSpans() {
		fmt.Println(s.Name, s.SpanKind, len(s.Events))
	}
	// Output:
	// HTTP GET client 0
	// HTTP GET client 0
	// audit internal 1
}

func TestTracingChangesNothing(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	server := sandbox.New()
	world := server.World(token)
	var attempts []client.Attempt
	c, err := client.New(client.US, client.NewToken(token), client.WithHTTPClient(traced(server, provider)),
		client.WithRetry(client.RetryPolicy{MinWait: time.Millisecond}),
		client.WithObserver(func(_ context.Context, a client.Attempt) { attempts = append(attempts, a) }))
	require.NoError(t, err)

	require.NoError(t, world.Inject(sandbox.Fault{Operation: "createCustomerManager", Applied: true, Cut: sandbox.CutAnswer}))
	_, err = c.Create(t.Context(), client.CreateRequest{Collaborator: 5252, Role: 2, Scope: client.AllWorkspaces()})
	require.ErrorIs(t, err, client.ErrOutcomeUnknown, "whether it was sent is known through the wrapper too")
	require.Len(t, attempts, 1)
	require.True(t, attempts[0].Sent)
	require.Len(t, world.Requests(), 1)

	for m, err := range c.All(t.Context()) {
		require.NoError(t, err)
		require.NotZero(t, m.ID)
	}
	got := spans.GetSpans()
	require.Len(t, got, 2)
	require.Equal(t, codes.Error, got[0].Status.Code)
	require.NotContains(t, fmt.Sprintf("%+v", got), token, "no span holds the token")
}

func TestARefusedConnectionIsKnownToBeUnsent(t *testing.T) {
	provider := sdktrace.NewTracerProvider()
	c, err := client.New("http://127.0.0.1:1", client.NewToken(token), client.WithRetry(client.RetryPolicy{MaxAttempts: 1}),
		client.WithHTTPClient(&http.Client{Transport: otelhttp.NewTransport(nil, otelhttp.WithTracerProvider(provider))}))
	require.NoError(t, err)
	_, err = c.Create(t.Context(), client.CreateRequest{Collaborator: 5252, Role: 2, Scope: client.AllWorkspaces()})
	require.Error(t, err)
	require.NotErrorIs(t, err, client.ErrOutcomeUnknown)
}
