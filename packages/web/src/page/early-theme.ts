// Runs before the first paint, so that a chosen theme does not flash up as the other one.
try {
  const theme = localStorage.getItem('onceql.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
} catch {
  // Nothing is kept: the system decides.
}
