package openapi_test

const updateLink = `            update:
              operationId: updateCustomerManager
              parameters: {id: "$response.body#/result/id"}
`

func brokenLinks() []broken {
	link := func(name, new string, want ...finding) broken { return broken{name, updateLink, new, want} }
	return []broken{
		link("a link names no operation by its id", `            update:
              operationId: updateCustomerManger
              parameters: {id: "$response.body#/result/id"}
`,
			finding{"operationId: updateCustomerManger", `link "update" of createCustomerManager: operationId "updateCustomerManger" names no operation: did you mean updateCustomerManager?`}),
		link("a link names no operation by a reference", `            update:
              operationRef: "#/paths/~1api~1customer_managers~1{id}/patch"
              parameters: {id: "$response.body#/result/id"}
`,
			finding{`operationRef: "#/paths/~1api~1customer_managers~1{id}/patch"`, `link "update" of createCustomerManager: operationRef "#/paths/~1api~1customer_managers~1{id}/patch" names no operation of this document: write it like #/paths/~1things~1{id}/get`}),
		link("a link passes a parameter that the operation lacks", `            update:
              operationRef: "#/paths/~1api~1customer_managers~1{id}/put"
              parameters:
                path.id: "$response.body#/result/id"
                ids: "$response.body#/result/id"
`,
			finding{`ids: "$response.body#/result/id"`, `link "update" of createCustomerManager passes the parameter "ids", which updateCustomerManager does not have: did you mean id?`}),
		link("a link takes a value from where the answer has none", `            update:
              operationId: updateCustomerManager
              parameters: {id: "$response.body#/result/user/ident"}
`,
			finding{`parameters: {id: "$response.body#/result/user/ident"}`, `link "update" of createCustomerManager: "$response.body#/result/user/ident": the schema has nothing at /result/user/ident`}),
		link("a link passes a body from where the answer has none", `            update:
              operationId: updateCustomerManager
              parameters: {id: "$response.body#/result/id"}
              requestBody: {role_id: "{$response.body#/result/privilege_group/0}"}
`,
			finding{`requestBody: {role_id: "{$response.body#/result/privilege_group/0}"}`, `link "update" of createCustomerManager: "$response.body#/result/privilege_group/0": the schema has nothing at /result/privilege_group/0`}),
		link("a link has an expression of no kind", `            update:
              operationId: updateCustomerManager
              parameters: {id: "$respose.body#/result/id"}
`,
			finding{`parameters: {id: "$respose.body#/result/id"}`, `link "update" of createCustomerManager: "$respose.body#/result/id": no such runtime expression: write one like $response.body#/result/id`}),
		link("a link takes a value from a header that is not declared", `            update:
              operationId: updateCustomerManager
              parameters: {id: "$response.header.Location"}
`,
			finding{`parameters: {id: "$response.header.Location"}`, `link "update" of createCustomerManager: "$response.header.Location": the response declares no header Location`}),
		link("a link takes a value from a parameter that is not there", `            update:
              operationId: updateCustomerManager
              parameters: {id: "$request.path.id"}
`,
			finding{`parameters: {id: "$request.path.id"}`, `link "update" of createCustomerManager: "$request.path.id": the operation has no path parameter id`}),
		link("a link takes a value from where the request has none", `            update:
              operationId: updateCustomerManager
              parameters: {id: "$request.body#/role"}
`,
			finding{`parameters: {id: "$request.body#/role"}`, `link "update" of createCustomerManager: "$request.body#/role": the schema has nothing at /role`}),
	}
}
