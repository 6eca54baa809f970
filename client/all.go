package client

import (
	"context"
	"fmt"
	"iter"
)

// All returns the customer managers of the account one by one, as they arrive,
// with one request and little memory however long the list is. Each range over it
// makes a request of its own; breaking out of the range ends the request.
//
// A failure is yielded once, with a zero CustomerManager, and ends the sequence. It
// is repeated as List is as long as no manager was handed out, and not after: the
// managers would come twice. A list that is cut off never looks complete, nor does
// one that refuses at its end: {"success": false} may stand behind managers that
// were handed out. The connection stays open while the loop works; where that takes long, use List.
func (c *Client) All(ctx context.Context) iter.Seq2[CustomerManager, error] {
	return func(yield func(CustomerManager, error) bool) {
		if err := c.ready(ctx, opList); err != nil {
			yield(CustomerManager{}, err)
			return
		}
		given := 0
		one := &call{op: opList, streamed: true}
		e := c.s.run(ctx, one, func(s *scanner) {
			s.each(func(m CustomerManager) bool {
				if err := ctx.Err(); err != nil {
					s.err = err
					return false
				}
				given++
				one.begun = true
				s.allow(c.s.most)
				return yield(m, nil)
			})
		})
		if e == nil {
			return
		}
		if given > 0 {
			e.stopped = fmt.Sprintf("after %d managers", given)
		}
		yield(CustomerManager{}, e)
	}
}
