import "./node-version.mjs";

// Loaded only when Node is new enough to understand it.
import("./run-demo.mjs").then(({ runDemo }) => runDemo());
