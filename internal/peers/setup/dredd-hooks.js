// Arranges the request for each documented answer. Nothing here judges.
const hooks = require('hooks');

const unreachable = ['403', '429', '500']; // no client can bring these about

hooks.beforeEach((transaction, done) => {
  const { request, expected } = transaction;
  const status = String(expected.statusCode);
  const hasBody = request.method === 'POST' || request.method === 'PUT';
  const onItem = request.method === 'PUT' || request.method === 'DELETE';
  const skip = unreachable.includes(status)
    || (status === '400' && !hasBody)
    || (status === '404' && !onItem);
  if (skip) {
    transaction.skip = true;
    return done();
  }
  const body = request.body ? JSON.parse(request.body) : {};
  switch (status) {
    case '400':
      delete body.role_id;
      request.body = JSON.stringify(body);
      break;
    case '401':
      delete request.headers.Authorization;
      break;
    case '404':
      transaction.fullPath = transaction.fullPath.replace(/[0-9]+$/, '999999999');
      request.uri = transaction.fullPath;
      break;
    case '413':
      body.padding = 'x'.repeat(2 * 1024 * 1024);
      request.body = JSON.stringify(body);
      break;
    case '415':
      request.headers['Content-Type'] = 'text/plain';
      break;
    case '422':
      body.role_id = 999999999;
      request.body = JSON.stringify(body);
      break;
    default:
  }
  return done();
});
