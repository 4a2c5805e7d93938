// "/" goes to the search box; nothing of the page needs this script.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector("form[role=search] input");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
