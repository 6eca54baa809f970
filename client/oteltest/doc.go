// Package oteltest shows the client under OpenTelemetry, with the real packages.
// It is a module of its own, so that nobody who imports the client gets them.
package oteltest
