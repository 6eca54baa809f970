// Package custmgr is the root of the module; it holds no code. Its parts are
// listed in the README: client, sandbox, contracttest and the custmgr command.
package custmgr

//go:generate go tool oapi-codegen -config openapi/gen.config.yaml openapi/openapi.yaml
