import { isOfMany, testScenarios } from "./fault_samples.ts";

testScenarios(isOfMany);
