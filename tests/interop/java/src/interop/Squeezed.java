package interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.codec.PayloadCodecException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Payloads that nobody without this codec can read. */
final class Squeezed implements PayloadCodec {
  private static final ByteString ENCODING = ByteString.copyFromUtf8("binary/squeezed");

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    return payloads.stream().map(Squeezed::squeezed).toList();
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads.stream()
        .map(each -> ENCODING.equals(each.getMetadataMap().get("encoding")) ? plain(each) : each).toList();
  }

  private static Payload squeezed(Payload payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      payload.writeTo(out);
    } catch (IOException error) {
      throw new PayloadCodecException(error);
    }
    return Payload.newBuilder().putMetadata("encoding", ENCODING)
        .setData(ByteString.copyFrom(bytes.toByteArray())).build();
  }

  private static Payload plain(Payload payload) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(payload.getData().toByteArray()))) {
      return Payload.parseFrom(in.readAllBytes());
    } catch (InvalidProtocolBufferException error) {
      throw new PayloadCodecException(error);
    } catch (IOException error) {
      throw new PayloadCodecException(error);
    }
  }
}
