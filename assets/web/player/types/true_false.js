export { Answer, answered, press } from './single_choice.js'

export const hint = () => 'True or false?'
