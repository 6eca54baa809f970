// Package contracttest judges a server by its OpenAPI document.
//
// [Run] judges the customer managers inside go test, [Test] anywhere else, and
// [New] makes a suite of any document that uses the same keys (docs/x-keys.md).
// [Transport], [Handler] and [Proxy] judge the traffic that passes through
// them, and [HAR] what was recorded: each answer by the rule response, and by
// [LeaksRule] one that shows credentials of its request or the inside of the
// server. Of a body that passes they hold 1 MiB in memory and the rest in a
// temporary file, encrypted and without a name, until it is judged.
//
// A failure means that the server broke a promise of the document: the suite
// aims at no false positives. It may miss faults; docs/sensitivity.md lists
// the bad servers that it is proven to catch. What a check cannot judge it
// skips, with the reason.
//
// What the document asks by x-open-question is asked last, by calls of its own
// where that takes any, and [Answered]: rule [QuestionRule], never a failure.
// Whatever the answer is, it has to be true: rule unsettled judges that such a
// call is done whole, or refused and nothing of it is done, and warns of an update
// that changes what identifies an item. A [Coverage] counts what of the document a
// run exercised, and says why not the rest.
//
// The suite shares nothing with what it judges but the document: it imports
// neither the generated code nor the client nor the sandbox, so that a mistake
// there cannot cancel out here.
//
// # What a run does to an account
//
// A run adds items of its own, changes and removes only those, and never
// assumes that an account is its own alone. Off the loopback it sends nothing
// but GET unless [Target].Write is set. Credentials never enter a [Result].
//
// One thing it cannot tell: an item that somebody else adds during the run with
// an identity that calls of the run carried looks like one that a refused call
// has added all the same. Give it identities by [Target].Values that nobody
// else adds meanwhile: collaborators made for tests.
package contracttest
