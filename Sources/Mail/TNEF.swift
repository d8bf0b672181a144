/// What Outlook wraps into `winmail.dat` (MS-OXTNEF): a text and files, or a message inside of it.
///
/// It is read here and not by libytnef: bytes of strangers are given to no parser in C that does without a bound on them.
struct TNEF {
    static let mediaType = "application/ms-tnef"
    static let mediaTypes: Set<String> = [mediaType, "application/vnd.ms-tnef"]

    private let limits: InboundMessage.Limits
    /// The text as its properties tell it, and as old programs do.
    private var message, body: MIMEPart?
    private var files: [File] = []
    private var charset = "windows-1252"

    private struct File {
        var name: String?
        var mediaType = "application/octet-stream"
        var contentID: String?
        var bytes: [UInt8]?

        /// By the ending of its name, where no type came with it.
        var part: MIMEPart? { bytes.map { MIMEPart(mediaType: mediaType, fileName: name, contentID: contentID, disposition: "attachment", content: .bytes($0)) } }
    }

    /// The parts inside: at most one text, and the files.
    ///
    /// - Returns: `nil` when it is no such thing, or nothing can be read in it.
    static func parts(of bytes: [UInt8], _ limits: InboundMessage.Limits, layer: Int = 0) -> [MIMEPart]? {
        var tnef = TNEF(limits: limits)
        guard layer < 3, tnef.read(bytes, layer) else { return nil }
        let parts = [tnef.message ?? tnef.body].compactMap { $0 } + tnef.files.compactMap(\.part)
        return parts.isEmpty ? nil : parts
    }

    private init(limits: InboundMessage.Limits) {
        self.limits = limits
    }

    private mutating func read(_ bytes: [UInt8], _ layer: Int) -> Bool {
        var reader = LittleEndian(bytes[...])
        guard reader.number(4) == 0x223E_9F78, reader.number(2) != nil else { return false }
        while let level = reader.number(1), let id = reader.number(4), let size = reader.number(4), let data = reader.take(size), files.count < limits.parts {
            _ = reader.number(2)
            switch (level, id & 0xFFFF) {
            // The code page comes before what is written in it.
            case (1, 0x9007): if let page = LittleEndian.number(data.prefix(4)), page > 0 { charset = Self.charset(page) }
            case (1, 0x800C): if body == nil { body = text(data.prefix { $0 != 0 }) }
            case (1, 0x9003): if message == nil { readMessage(data) }
            case (2, 0x9002): files.append(File())
            case (2, 0x8010): name(String(data))
            case (2, 0x800F): setBytes(data)
            case (2, 0x9005): readFile(data, layer)
            default: continue
            }
        }
        return true
    }

    // MARK: Properties

    private mutating func readMessage(_ data: ArraySlice<UInt8>) {
        var html: MIMEPart?, plain: MIMEPart?, rich: MIMEPart?, page: String?
        for property in Property.all(in: data) {
            switch (property.id, property.type) {
            case (0x3FDE, 3): page = LittleEndian.number(property.value.prefix(4)).map(Self.charset)
            case (0x1013, _): html = MIMEPart(mediaType: "text/html", content: .bytes(Array(property.value)))
            case (0x1000, 31): plain = MIMEPart(mediaType: "text/plain", charset: "utf-8", content: .bytes(Array(property.text(charset).utf8)))
            case (0x1000, _): plain = text(property.value.prefix { $0 != 0 })
            case (0x1009, 258): rich = RTFText(compressed: property.value, limit: limits.text * 2).map {
                MIMEPart(mediaType: "text/plain", charset: "utf-8", content: .bytes(Array($0.plain.utf8)))
            }
            default: continue
            }
        }
        html?.charset = page ?? charset
        message = html ?? plain ?? rich
    }

    private mutating func readFile(_ data: ArraySlice<UInt8>, _ layer: Int) {
        var object: ArraySlice<UInt8>?
        for property in Property.all(in: data) {
            switch (property.id, property.type) {
            case (0x3707, _): name(property.text(charset))
            case (0x3704, _), (0x3001, _): if files.last?.name == nil { name(property.text(charset)) }
            case (0x370E, _): setType(property.text(charset))
            case (0x3712, _): if !files.isEmpty { files[files.count - 1].contentID = property.text(charset).filter { $0 != "<" && $0 != ">" } }
            case (0x3701, 13): object = property.value.dropFirst(16)
            case (0x3701, 258): setBytes(property.value)
            default: continue
            }
        }
        // A message inside: what it wraps is its own. Last, because what stands behind it tells of the file and not of those.
        if let object { readObject(object, layer) }
    }

    private mutating func readObject(_ bytes: ArraySlice<UInt8>, _ layer: Int) {
        guard let parts = Self.parts(of: Array(bytes), limits, layer: layer + 1) else { return setBytes(bytes) }
        // A message has no name but that of the file that it was.
        let outer = files.popLast()?.name.map { name in name.lastIndex(of: ".").map { Swift.String(name[..<$0]) } ?? name }
        for (number, part) in parts.enumerated() {
            guard case .bytes(let bytes) = part.content else { continue }
            let name = part.fileName ?? "\(outer ?? "mensaje-\(number + 1)").\(part.mediaType == "text/html" ? "html" : "txt")"
            files.append(File(name: name, mediaType: part.mediaType, contentID: part.contentID, bytes: bytes))
        }
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> MIMEPart {
        MIMEPart(mediaType: "text/plain", charset: charset, content: .bytes(Array(bytes)))
    }

    private mutating func name(_ name: String) {
        if !files.isEmpty, !name.isEmpty { files[files.count - 1].name = name }
    }

    private mutating func setType(_ type: String) {
        let isType = type.split(separator: "/").count == 2 && type.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        if !files.isEmpty, isType { files[files.count - 1].mediaType = type.lowercased() }
    }

    private mutating func setBytes(_ bytes: ArraySlice<UInt8>) {
        guard !files.isEmpty, bytes.count <= limits.attachment, files[files.count - 1].bytes == nil else { return }
        files[files.count - 1].bytes = Array(bytes)
    }

    private func String(_ bytes: ArraySlice<UInt8>) -> String {
        Charset.decode(Array(bytes.prefix { $0 != 0 }.prefix(2_000)), as: charset).text
    }

    private static func charset(_ page: Int) -> String {
        switch page {
        case 65001: "utf-8"
        case 20127: "us-ascii"
        case 28591...28605: "iso-8859-\(page - 28590)"
        case 932: "shift_jis"
        case 936: "gb2312"
        case 949: "euc-kr"
        case 950: "big5"
        default: "windows-\(page)"
        }
    }
}

/// A MAPI property: the first of its values.
private struct Property {
    let id: Int
    let type: Int
    let value: ArraySlice<UInt8>

    func text(_ charset: String) -> String {
        let bytes = Array(value.prefix(1 << 20))
        let text = type == 31 ? Charset.decode(bytes, as: "utf-16le").text : Charset.decode(bytes, as: charset).text
        return Swift.String(text.prefix { $0 != "\0" })
    }

    static func all(in data: ArraySlice<UInt8>) -> [Property] {
        var reader = LittleEndian(data), properties: [Property] = []
        for _ in 0..<min(reader.number(4) ?? 0, 2_000) {
            guard let tag = reader.number(2), let id = reader.number(2) else { break }
            if id >= 0x8000, !reader.skipName() { break }
            let type = tag & 0xFFF, isMany = tag & 0x1000 != 0
            guard let size = sizes[type] ?? 0 as Int? else { break }
            let isVariable = [13, 30, 31, 258].contains(type)
            guard isVariable || size > 0 else { break }
            var first: ArraySlice<UInt8>?
            let count = isVariable || isMany ? reader.number(4) ?? 0 : 1
            guard count <= 10_000 else { break }
            for _ in 0..<count {
                guard let length = isVariable ? reader.number(4) : size, let value = reader.take(length) else { return properties }
                reader.pad(length)
                first = first ?? value
            }
            if let first { properties.append(Property(id: id, type: type, value: first)) }
        }
        return properties
    }

    /// Bytes of the types whose length is their own.
    private static let sizes: [Int: Int] = [2: 2, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 2, 20: 8, 64: 8, 72: 16]
}

/// Numbers with their lowest byte first, and runs of bytes; nothing is read beyond the end.
struct LittleEndian {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        bytes.isEmpty ? nil : bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func number(_ size: Int) -> Int? { take(size).flatMap(Self.number) }

    mutating func take(_ size: Int) -> ArraySlice<UInt8>? {
        guard size >= 0, size <= rest.count else { return nil }
        defer { rest = rest.dropFirst(size) }
        return rest.prefix(size)
    }

    /// Values end where a number of four bytes could begin.
    mutating func pad(_ size: Int) { rest = rest.dropFirst((4 - size % 4) % 4) }

    /// The name of a property that has one.
    fileprivate mutating func skipName() -> Bool {
        guard take(16) != nil, let kind = number(4), let size = number(4) else { return false }
        guard kind == 1 else { return true }
        guard take(size) != nil else { return false }
        pad(size)
        return true
    }
}
