// A fold that is there for small screens: where there is room, it is open.
export default (fold) => {
  if (matchMedia("(min-width: 62rem)").matches) fold.open = true;
};
