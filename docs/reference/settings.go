package reference

import "go.yaml.in/yaml/v3"

// sandboxToken opens a world of its own in a sandbox, and nothing elsewhere.
const sandboxToken = "sandbox"

// settings are those of Scalar, by its names.
func settings(doc *yaml.Node, served bool) map[string]any {
	off := map[string]any{"disabled": true}
	s := map[string]any{
		// Each of these keeps Scalar from calling its maker's hosts, or from
		// inviting the reader there.
		"telemetry":          false,
		"withDefaultFonts":   false,
		"agent":              off,
		"mcp":                off,
		"showDeveloperTools": "never",
		"hideClientButton":   true,

		"hideTestRequestButton":     !served,
		"persistAuth":               false,
		"documentDownloadType":      "none", // the introduction links to the files as they are written
		"showOperationId":           true,
		"modelsSectionLabel":        "Schemas",
		"defaultOpenAllTags":        true,
		"expandAllResponses":        true,
		"expandAllModelSections":    true,
		"expandAllSchemaProperties": true,
		"orderSchemaPropertiesBy":   "preserve",
		"defaultHttpClient":         map[string]any{"targetKey": "shell", "clientKey": "curl"},
		"customCss":                 pageStyle,
	}
	if name := bearerScheme(doc); served && name != "" {
		s["authentication"] = map[string]any{
			"preferredSecurityScheme": name,
			"securitySchemes":         map[string]any{name: map[string]any{"token": sandboxToken}},
		}
	}
	return s
}

// bearerScheme finds the document's security scheme that takes a bearer token,
// "" if there is none.
func bearerScheme(doc *yaml.Node) string {
	schemes := get(get(doc, "components"), "securitySchemes")
	if schemes == nil || schemes.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i+1 < len(schemes.Content); i += 2 {
		if s := schemes.Content[i+1]; text(s, "type") == "http" && text(s, "scheme") == "bearer" {
			return schemes.Content[i].Value
		}
	}
	return ""
}
