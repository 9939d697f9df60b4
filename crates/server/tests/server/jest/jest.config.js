module.exports = {
  reporters: ['default', ['jest-qase-reporter', { mode: 'testops', debug: false }]],
};
