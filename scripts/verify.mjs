import "./node-version.mjs";

// Loaded only when Node is new enough to understand it.
import("./run-verify.mjs").then(({ runVerify }) => runVerify());
