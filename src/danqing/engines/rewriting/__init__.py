"""Better prompts for engines that are models, asked of a language model and checked before they are drawn."""
