const { qase } = require('jest-qase-reporter/jest');

test(qase(1, 'Pays by card'), async () => {
  qase.parameters({ card: 'visa' });
  qase.comment('paid');
  await qase.step('Open the cart', async () => {});
  await qase.step('Pay', async () => {});
  qase.attach({ name: 'receipt.txt', content: 'receipt 42', type: 'text/plain' });
  expect(1 + 1).toBe(2);
});

test('Refuses an expired card', () => {
  expect('accepted').toBe('refused');
});

test.skip('Pays by invoice', () => {});
