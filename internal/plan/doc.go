// Package plan makes an account's customer managers be like a file.
//
// Parse reads the file and Write makes one of an account. Make compares a file
// with an account and returns the changes, in the order in which they are safe:
// access is taken away first and given last. Apply carries them out one by one.
//
// There is no journal: what is left to do is always read from the account, where
// a manager is found by collaborator. So an interrupted Apply is gone on with by
// making a plan again, and one that came to its end leaves an empty plan. What
// must not happen twice is a create. Apply sends none again, whatever became of
// it: the account's list decides whether it was carried out.
package plan
