/// What Outlook wraps into one file, `winmail.dat`: the files of a letter, and at times its text ([MS-OXTNEF]).
///
/// Its bytes are anybody's: every length is checked against what is there, nothing is expanded, and whatever breaks off ends the
/// reading with what was found.
struct TNEF {
    struct File {
        var name = ""
        var mediaType: String?
        var contentID: String?
        var bytes: ArraySlice<UInt8> = []
    }

    private(set) var files: [File] = []
    /// The text as bytes, and the charset they are in.
    private(set) var text: (bytes: ArraySlice<UInt8>, charset: String)?
    private(set) var html: (bytes: ArraySlice<UInt8>, charset: String)?
    /// Whether something in it was not read: a text in a form of its own, a message inside, a cut end.
    private(set) var isPartial = false
    private var charset = "windows-1252"

    private enum Attribute {
        static let codePage: UInt32 = 0x0006_9007, body: UInt32 = 0x0002_800C, properties: UInt32 = 0x0006_9003
        static let fileBegins: UInt32 = 0x0006_9002, fileName: UInt32 = 0x0001_8010, fileBytes: UInt32 = 0x0006_800F, fileProperties: UInt32 = 0x0006_9005
    }

    private enum Property {
        static let text: UInt16 = 0x1000, compressedText: UInt16 = 0x1009, html: UInt16 = 0x1013
        static let object: UInt16 = 0x3701, shortName: UInt16 = 0x3704, longName: UInt16 = 0x3707, mediaType: UInt16 = 0x370E, contentID: UInt16 = 0x3712
    }

    /// - Returns: `nil` for what is no such file.
    init?(_ bytes: [UInt8], atMost limit: Int) {
        var reader = Reader(bytes[...])
        guard reader.number() == 0x223E_9F78, reader.skip(2) else { return nil }
        while !reader.isAtEnd {
            // A level, which says whether it is of the message or of a file; what it is; its bytes; a sum that many get wrong.
            guard reader.skip(1), let attribute = reader.number(), let size = reader.number(), let data = reader.take(Int(size)), reader.skip(2) else {
                isPartial = true
                break
            }
            take(attribute, data, atMost: limit)
        }
        for index in files.indices where files[index].bytes.isEmpty && files[index].name.isEmpty { isPartial = true }
        files.removeAll { $0.bytes.isEmpty && $0.name.isEmpty }
    }

    private mutating func take(_ attribute: UInt32, _ data: ArraySlice<UInt8>, atMost limit: Int) {
        switch attribute {
        case Attribute.codePage:
            var reader = Reader(data)
            if let page = reader.number(), (1...65_535).contains(page) { charset = page == 65_001 ? "utf-8" : page == 20_127 ? "us-ascii" : "cp\(page)" }
        case Attribute.body: text = (Self.unended(data), charset)
        case Attribute.properties:
            each(in: data) { tnef, property, type, value in
                switch property {
                case Property.text where !value.isEmpty: tnef.text = (Self.unended(value, type), type == .unicode ? "utf-16le" : tnef.charset)
                case Property.html where !value.isEmpty: tnef.html = (Self.unended(value, type), type == .unicode ? "utf-16le" : tnef.charset)
                case Property.compressedText: tnef.hasCompressedText = true
                default: break
                }
            }
        case Attribute.fileBegins:
            if files.count < limit { files.append(File()) } else { isPartial = true }
        case Attribute.fileName:
            let name = string(data, .bytes)
            change { $0.name = $0.name.isEmpty ? name : $0.name }
        case Attribute.fileBytes: change { $0.bytes = data }
        case Attribute.fileProperties:
            each(in: data) { tnef, property, type, value in
                let said = tnef.string(value, type)
                tnef.change { file in
                    switch property {
                    case Property.longName where !said.isEmpty: file.name = said
                    case Property.shortName where file.name.isEmpty: file.name = said
                    case Property.mediaType: file.mediaType = said
                    case Property.contentID: file.contentID = said
                    // An object begins with what kind it is; a message inside is wrapped as this one is.
                    case Property.object where file.bytes.isEmpty: file.bytes = type == .object ? value.dropFirst(16) : value
                    default: break
                    }
                }
            }
        default: break
        }
    }

    /// The text came in compressed RTF.
    private(set) var hasCompressedText = false

    /// Without a file that began there is nothing to change.
    private mutating func change(_ body: (inout File) -> Void) {
        guard !files.isEmpty else { return }
        body(&files[files.count - 1])
    }

    private enum Form { case bytes, unicode, object }

    private func string(_ value: ArraySlice<UInt8>, _ form: Form) -> String {
        Charset.decode(Array(Self.unended(value, form)), as: form == .unicode ? "utf-16le" : charset).text
    }

    /// Without the zeros that end it.
    private static func unended(_ value: ArraySlice<UInt8>, _ form: Form = .bytes) -> ArraySlice<UInt8> {
        guard form == .unicode else { return value.prefix { $0 != 0 } }
        var end = value.startIndex
        while end + 1 < value.endIndex, value[end] != 0 || value[end + 1] != 0 { end += 2 }
        return value[..<end]
    }

    /// Visits the properties of a message or a file that are bytes or text; a name of its own has no meaning here.
    private mutating func each(in data: ArraySlice<UInt8>, _ body: (inout TNEF, UInt16, Form, ArraySlice<UInt8>) -> Void) {
        var reader = Reader(data)
        guard let count = reader.number() else { return }
        for _ in 0..<min(count, 10_000) {
            guard let type = reader.pair(), let property = reader.pair() else { break }
            if property >= 0x8000 {
                guard reader.skip(16), let kind = reader.number() else { break }
                if kind == 0 { _ = reader.skip(4) } else if let size = reader.number() { _ = reader.skip(Self.padded(size)) }
            }
            let isMany = type & 0x1000 != 0
            let form: Form?
            switch type & 0x0FFF {
            case 0x1E, 0x102: form = .bytes
            case 0x1F: form = .unicode
            case 0x0D: form = .object
            default: form = nil
            }
            guard let form else {
                guard let size = Self.size(type & 0x0FFF), let count = isMany ? reader.number() : 1, reader.skip(Int(count) * size) else { return isPartial = true }
                continue
            }
            guard let values = reader.number() else { return isPartial = true }
            for _ in 0..<values {
                guard let size = reader.number(), let value = reader.take(Int(size)) else { return isPartial = true }
                reader.skipUpTo(Self.padded(size) - Int(size))
                body(&self, property, form, value)
            }
        }
    }

    private static func padded(_ size: UInt32) -> Int { (Int(size) + 3) & ~3 }

    /// Bytes of a value that always has as many.
    private static func size(_ type: UInt16) -> Int? {
        switch type {
        case 0x02, 0x03, 0x04, 0x0A, 0x0B: 4
        case 0x05, 0x06, 0x07, 0x14, 0x40: 8
        case 0x48: 16
        default: nil
        }
    }

    /// Numbers stand with their lowest byte first.
    private struct Reader {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard count >= 0, rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        mutating func skip(_ count: Int) -> Bool { take(count) != nil }
        mutating func skipUpTo(_ count: Int) { rest = rest.dropFirst(count) }
        mutating func pair() -> UInt16? { take(2).map { UInt16($0[$0.startIndex]) | UInt16($0[$0.startIndex + 1]) << 8 } }
        mutating func number() -> UInt32? { take(4).map { $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } } }
    }
}
