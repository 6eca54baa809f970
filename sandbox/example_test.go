package sandbox_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
)

const list = "http://sandbox/api/customer_managers"

func Example() {
	client := sandbox.New().Client(sandbox.Token)
	response, err := client.Post(list, "application/json",
		strings.NewReader(`{"team_collaborator_id": 5252, "role_id": 3, "permitted_workspace_ids": [29456]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	fmt.Print(response.StatusCode, " ", string(body))
	// Output:
	// 200 {"result":{"id":10001,"moderated_workspaces":[{"id":29456,"name":"ACME USA"}],"privilege_group":{"id":3,"name":"Operator","system":true},"user":{"avatar_url":"https://example.com/robin.png","email":"robin@example.com","id":5252,"name":"Robin Example"}}}
}

func ExampleStart() {
	_ = func(t *testing.T) { // your test
		url := sandbox.Start(t)
		request, _ := http.NewRequest("GET", url+"/api/customer_managers", nil)
		request.Header.Set("Authorization", "Bearer sandbox-"+t.Name()) // a world for this test alone
	}
}

func ExampleWorld_Restore() {
	s := sandbox.New()
	world := s.World(sandbox.Token)
	before := world.Snapshot()

	request, _ := http.NewRequest("DELETE", list+"/1234", nil)
	response, err := s.Client(sandbox.Token).Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	response.Body.Close()
	fmt.Println(len(world.Snapshot().Managers), "manager")

	if err := world.Restore(before); err != nil {
		fmt.Println(err)
	}
	fmt.Println(len(world.Snapshot().Managers), "managers")

	before.Managers[0].RoleID = 99
	fmt.Println(world.Restore(before))
	// Output:
	// 1 manager
	// 2 managers
	// manager 1234 refers to role 99, which is missing: add it, or change the manager
}

// The write happens and its answer is lost: does the caller find out?
func ExampleWorld_Inject() {
	s := sandbox.New()
	err := s.World(sandbox.Token).Inject(sandbox.Fault{
		Operation: "createCustomerManager",
		Cut:       sandbox.CutAnswer,
		Applied:   true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = s.Client(sandbox.Token).Post(list, "application/json", strings.NewReader(`{"team_collaborator_id": 5252, "role_id": 3}`))
	fmt.Println(errors.Is(err, io.ErrUnexpectedEOF), len(s.World(sandbox.Token).Snapshot().Managers), "managers")
	// Output:
	// true 3 managers
}

// A gateway in front of the API fails twice, in HTML, and wants to be left alone.
func ExampleFault() {
	s := sandbox.New()
	err := s.World(sandbox.Token).Inject(sandbox.Fault{
		Times:  2,
		Status: http.StatusServiceUnavailable,
		Header: http.Header{"Retry-After": {"3"}, "Content-Type": {"text/html"}},
		Body:   "<h1>Service unavailable</h1>",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 3 {
		response, err := s.Client(sandbox.Token).Get(list)
		if err != nil {
			fmt.Println(err)
			return
		}
		response.Body.Close()
		fmt.Printf("%d %q\n", response.StatusCode, response.Header.Get("Retry-After"))
	}
	for _, r := range s.World(sandbox.Token).Requests() {
		fmt.Println(r.Method, r.Path, r.Status, r.Faulty)
	}
	// Output:
	// 503 "3"
	// 503 "3"
	// 200 ""
	// GET /api/customer_managers 503 true
	// GET /api/customer_managers 503 true
	// GET /api/customer_managers 200 false
}

// A world that starts with what a test is about.
func ExampleWithSeed() {
	seed := sandbox.Seed()
	seed.Managers = nil
	seed.Collaborators = append(seed.Collaborators, sandbox.Collaborator{ID: 9001, Name: "Mika Example", Email: "mika@example.com"})
	s := sandbox.New(sandbox.WithSeed(seed))

	response, err := s.Client(sandbox.Token).Get(list)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	fmt.Print(string(body))
	fmt.Println(len(seed.Values()["team_collaborator_id"]), "people could become managers")
	// Output:
	// {"result":{"items":[]}}
	// 12 people could become managers
}
