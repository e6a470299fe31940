import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesis;
import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesisListResult;
import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesisParam;
import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesisResult;
import com.alibaba.dashscope.aigc.multimodalconversation.MultiModalConversation;
import com.alibaba.dashscope.aigc.multimodalconversation.MultiModalConversationParam;
import com.alibaba.dashscope.aigc.multimodalconversation.MultiModalConversationResult;
import com.alibaba.dashscope.common.MultiModalMessage;
import com.alibaba.dashscope.common.Role;
import com.alibaba.dashscope.exception.ApiException;
import com.alibaba.dashscope.task.AsyncTaskListParam;
import com.alibaba.dashscope.utils.JsonUtils;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What users' Java code does; one line of JSON for each scene. DASHSCOPE_HTTP_BASE_URL and _API_KEY say where. */
public class Samples {
    private static final String KEY = System.getenv("DASHSCOPE_API_KEY");

    public static void main(String[] args) throws Exception {
        String picture = "file://" + args[0];
        say("at_once", converse("qwen-image-plus", Map.of("text", "a cat")));
        say("edit", converse("qwen-image-edit-plus", Map.of("image", picture), Map.of("text", "make it blue")));
        ImageSynthesis images = new ImageSynthesis();
        say("blocking", images.call(drawing("qwen-image-plus", null)));
        say("reference", images.call(drawing("wanx-v1", picture)));
        ImageSynthesisResult created = images.asyncCall(drawing("wanx-v1", null));
        String task = created.getOutput().getTaskId();
        say("created", created);
        say("waited", images.wait(task, KEY));
        say("fetched", images.fetch(task, KEY));
        ImageSynthesisListResult listed = images.list(AsyncTaskListParam.builder().apiKey(KEY).build());
        say("listed", listed);
        try {
            images.asyncCall(drawing("no-such-model", null));
        } catch (ApiException refused) {
            say("refused", refused.getStatus());
        }
        System.exit(0);
    }

    @SafeVarargs
    private static MultiModalConversationResult converse(String model, Map<String, Object>... parts) throws Exception {
        List<Map<String, Object>> content = Arrays.asList(parts);
        MultiModalMessage message =
                MultiModalMessage.builder().role(Role.USER.getValue()).content(content).build();
        MultiModalConversationParam param = MultiModalConversationParam.builder()
                .apiKey(KEY)
                .model(model)
                .messages(Collections.singletonList(message))
                .parameters(Map.of("watermark", false, "prompt_extend", true, "negative_prompt", ""))
                .build();
        return new MultiModalConversation().call(param);
    }

    private static ImageSynthesisParam drawing(String model, String reference) {
        return ImageSynthesisParam.builder()
                .apiKey(KEY)
                .model(model)
                .prompt("a cat")
                .n(1)
                .refImage(reference)
                .build();
    }

    private static void say(String scene, Object seen) {
        System.out.println(scene + " " + JsonUtils.toJson(seen));
    }
}
