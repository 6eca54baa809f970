package openapi_test

// What OpenAPI leaves to the author, and judging an operation needs.
func brokenOperations() []broken {
	return []broken{
		{"an operation has no id",
			"      operationId: listCustomerManagers\n", "",
			[]finding{
				{"list: listCustomerManagers", `x-collections: customer_managers is listed by "listCustomerManagers", which is no operation: did you mean createCustomerManager?`},
				{"get:", "GET /api/customer_managers has no operationId"},
			}},
		{"an operation has no tags",
			"      tags: [Customer managers]\n      summary: List", "      summary: List",
			[]finding{{"get:", "listCustomerManagers has no tags"}}},
		{"an operation has no externalDocs",
			"      externalDocs:\n        description: Delete a customer manager\n        url: https://docs.workato.com/oem/oem-api/customer-managers.html#delete-a-customer-manager\n", "",
			[]finding{{"    delete:\n      operationId: deleteCustomerManager", "deleteCustomerManager has no externalDocs: name the vendor's section that documents it"}}},
		{"an operation has no success response",
			"        \"200\":\n          description: The customer manager is gone.", "        \"302\":\n          description: The customer manager is gone.",
			[]finding{{"      responses:\n        \"302\":", "deleteCustomerManager has no success response"}}},
		{"a success response has no example",
			"              examples:\n                page:\n                  summary: Done\n                  value: {result: ok}\n", "",
			[]finding{{"            application/json:\n              schema: {$ref: \"#/components/schemas/Deleted\"}", "deleteCustomerManager has no example for its 200 response (application/json)"}}},
		{"a request body has no example",
			"schema: {$ref: \"#/components/schemas/CustomerManagerUpdate\"}\n            examples:", "schema: {$ref: \"#/components/schemas/CustomerManagerUpdate\"}\n            examples: {}\n            x-basis:",
			[]finding{
				{"          application/json:\n            schema: {$ref: \"#/components/schemas/CustomerManagerUpdate\"}", "updateCustomerManager has no example for its request body (application/json)"},
				{"            x-basis:\n              page:", "x-basis is no text: write one of page, platform, assumed"},
			}},
		{"a path parameter has no example",
			"        examples:\n          update: {value: \"1234\"}\n          delete: {value: \"1236\"}\n", "",
			[]finding{
				{"- name: id", `path parameter "id" of deleteCustomerManager has no example`},
				{"- name: id", `path parameter "id" of updateCustomerManager has no example`},
			}},
		{"an operation has a default response",
			"        \"200\":\n          description: The customer manager is gone.", "        default: {description: Anything else.}\n        \"200\":\n          description: The customer manager is gone.",
			[]finding{{"default: {description: Anything else.}", "deleteCustomerManager has a default response, with which no undocumented status would ever be found: name each status"}}},
	}
}
