// Package reference makes the reference pages of the API from the document: one
// page that needs no other host, with every operation, schema, example and
// error, and with the place each fact comes from.
//
// The page is the document itself, annotated (annotate.go), and Scalar's
// standalone bundle, which stands in vendor/ with its hash. Handler serves it
// beside an API, with calls that can be tried; Build writes it as files for a
// static host, where nothing can be called.
//
// A program that imports the package grows by about 1.5 MB, most of it the
// compressed bundle. Nothing is parsed before the first request.
package reference
