package contracttest

// The sections of the standards that promises rest on where neither the
// document nor the vendor's page says them.
const (
	rfc6750 = "https://www.rfc-editor.org/rfc/rfc6750" // Bearer tokens
	rfc8259 = "https://www.rfc-editor.org/rfc/rfc8259" // JSON
	rfc9110 = "https://www.rfc-editor.org/rfc/rfc9110" // HTTP
	rfc9112 = "https://www.rfc-editor.org/rfc/rfc9112" // HTTP/1.1

	sectionInvalidRequest = rfc6750 + "#section-3.1"    // invalid_request: 400
	sectionAllow          = rfc9110 + "#section-15.5.6" // 405 Method Not Allowed
	sectionAsked          = rfc9110 + "#section-12.5.3" // Accept-Encoding
	sectionContentType    = rfc9110 + "#section-8.3"
	sectionEncoding       = rfc9110 + "#section-8.4"   // Content-Encoding
	sectionOneHeader      = rfc9110 + "#section-5.3"   // Field Order: a singleton field occurs once
	sectionCharset        = rfc8259 + "#section-8.1"   // Character Encoding
	sectionJSON           = rfc8259 + "#section-2"     // JSON Grammar
	sectionWhole          = rfc9112 + "#section-8"     // Handling Incomplete Messages
	sectionNoBody         = rfc9110 + "#section-6.4.1" // Content Semantics: the statuses that have none
	sectionLength         = rfc9110 + "#section-8.6"   // Content-Length: none with 1xx and 204
	sectionTransfer       = rfc9112 + "#section-6.1"   // Transfer-Encoding: none with 1xx and 204
	sectionFields         = rfc9112 + "#section-5.1"   // Field Line Parsing
	sectionFolding        = rfc9112 + "#section-5.2"   // Obsolete Line Folding
	sectionBoth           = rfc9112 + "#section-6.2"   // Content-Length: none beside Transfer-Encoding
	sectionLengths        = rfc9112 + "#section-6.3"   // Message Body Length

	// Broken object level authorization.
	sectionAccounts = "https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/"
)
