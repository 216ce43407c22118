export { ConfirmModal } from "./ConfirmModal";
export { Facts } from "./Facts";
export { FormProblem } from "./FormProblem";
export { ButtonTo, LinkTo } from "./LinkTo";
export { Narrow } from "./Narrow";
export { Page } from "./Page";
export { EmptyState, Failure, Loading, ProblemText } from "./States";
export { useForm } from "./useForm";
