"""In the place of the brain that is always last, for work that only a real model should do."""

from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from memory.errors import Unavailable


class Nobody(Model):
    """Answers nothing."""

    @property
    def model_name(self) -> str:
        """Its name, which nobody reads."""
        return "nobody"

    @property
    def system(self) -> str:
        """Its maker."""
        return "homeops"

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Refuse.

        Raises:
            Unavailable: Always.
        """
        del messages, model_settings, model_request_parameters
        raise Unavailable("No model answers at present.")
