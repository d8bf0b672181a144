import Hummingbird
import NIOCore
import ServiceDesk

extension WebServer {
    /// `GET /{company}/stream`: server-sent events that say only that something moved; the page then asks for its own
    /// fragment, under its own session. A comment every 20 s keeps proxies from closing it.
    @Sendable func stream(_ request: Request, _ context: DeskContext) async throws -> Response {
        let moves = await hub.listen(as: try context.requirePrincipal())
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            let beats = Self.beats(moves)
            // The hub ends it when the desk stops.
            for await beat in beats {
                try await writer.write(ByteBuffer(string: beat == .moved ? "data: moved\n\n" : ": still here\n\n"))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    private enum Beat: Sendable {
        case moved, idle
    }

    /// Moves, and a beat where there are none.
    private static func beats(_ moves: AsyncStream<Void>) -> AsyncStream<Beat> {
        let (stream, continuation) = AsyncStream.makeStream(of: Beat.self, bufferingPolicy: .bufferingNewest(8))
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in moves { continuation.yield(.moved) }
                    continuation.finish()
                }
                group.addTask {
                    while (try? await Task.sleep(for: .seconds(20))) != nil { continuation.yield(.idle) }
                }
                await group.next()
                group.cancelAll()
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }
}
