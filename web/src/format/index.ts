export * from "./dates";
export * from "./decimal";
export * from "./input";
export * from "./numbers";
export * from "./plurals";
