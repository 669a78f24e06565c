# Writes tags with the ExifTool that read_tags.pl has loaded.
use strict;
use Fcntl;
use Image::ExifTool;

my $hasher = Image::ExifTool->new;
$hasher->Options(RequestTags => ['ImageDataHash']);

# Digest of the picture alone, '' where ExifTool has none for the format.
sub imageHash {
    my ($path) = @_;
    my $info = $hasher->ImageInfo($path, 'ImageDataHash');
    return $$info{ImageDataHash} // '';
}

my $looker = Image::ExifTool->new;
$looker->Options(Struct => 1, PrintConv => 0, CharsetIPTC => 'UTF8');

# As readTags, and every value of what is there more than once under 'Group:Name (all)': such a tag may
# lose one of them.
sub readAllTags {
    my ($path) = @_;
    my $info = $looker->ImageInfo($path);
    my (%values, %trusted);
    for my $key ($looker->GetFoundTags('Input')) {
        my $value = $$info{$key};
        next if not defined $value or ref $value eq 'SCALAR';
        my ($name, $copy) = split / /, $key;
        my $tag = $looker->GetGroup($key, 1) . ":$name";
        push @{$values{$tag}}, $value;
        $trusted{$tag} = $value unless $copy;
    }
    my %tags;
    for my $tag (keys %values) {
        my @all = @{$values{$tag}};
        $tags{$tag} = $trusted{$tag} // $all[0];
        $tags{"$tag (all)"} = [sort map { json($_) } @all] if @all > 1;
    }
    my $json = json(\%tags);
    utf8::decode($json);
    return $json;
}

# Texts of IPTC become UTF-8, with the mark that says so. Those that are there without a mark are written
# anew, as the mark alone would turn them into something else; what is no UTF-8 is Windows-1252. In ASCII
# they are the same under any mark.
sub markCharset {
    my ($writer, $path) = @_;
    my $reader = Image::ExifTool->new;
    $reader->Options(CharsetIPTC => 'UTF8');
    my $info = $reader->ImageInfo($path, 'IPTC:*');
    return if defined $$info{CodedCharacterSet};
    my @texts = map { ref $_ eq 'ARRAY' ? @$_ : $_ } values %$info;
    my $isAscii = not grep { not ref $_ and /[^\x00-\x7f]/ } @texts;
    my $isOther = grep { not ref $_ and Image::ExifTool::IsUTF8(\$_) < 0 } @texts;
    $writer->Options(CharsetIPTC => $isOther ? 'Latin' : 'UTF8');
    $writer->SetNewValuesFromFile($path, 'IPTC:*') if %$info and not $isAscii;
    $writer->SetNewValue('IPTC:CodedCharacterSet', 'UTF8', Protected => 1);
}

# Writes the file at $path, changed as $orders say, to $target. $orders are lines of a tag and its
# values, divided by unit separators; a tag without a value is taken away. Answers lines: 'done', 'same'
# or 'failed', and then what was wrong.
sub writeTags {
    my ($path, $target, $orders) = @_;
    # From characters to bytes.
    utf8::encode($orders) if utf8::is_utf8($orders);
    my $writer = Image::ExifTool->new;
    # A minor warning would leave out a whole standard without a word.
    $writer->Options(IgnoreMinorErrors => 1, CharsetIPTC => 'UTF8');
    my @complaints;
    markCharset($writer, $path) if $orders =~ /(?:^|\x1e)IPTC:[^\x1e]*\x1f/;
    for my $order (split /\x1e/, $orders) {
        my ($tag, @values) = split /\x1f/, $order, -1;
        my $value = @values > 1 ? \@values : $values[0];
        # In place of what was copied from the file for another encoding.
        my ($count, $error) = $writer->SetNewValue($tag, $value,
            Type => 'ValueConv', Protected => 1, Replace => 1);
        push @complaints, "$tag: " . ($error || 'it cannot be written') unless $count;
    }
    my $bytes;
    my $result = @complaints ? 0 : $writer->WriteInfo($path, \$bytes);
    push @complaints, map { $writer->GetValue($_) // () } 'Error', 'Warning';
    return join("\n", 'failed', @complaints) unless $result == 1 or $result == 2;
    # At once: the file system in memory copies all of a file with every write to it.
    sysopen(my $file, $target, O_WRONLY | O_CREAT | O_TRUNC) or return "failed\n$target: $!";
    binmode $file;
    my $count = syswrite($file, $bytes) // 0;
    close $file;
    return "failed\nonly $count bytes were taken" unless $count == length $bytes;
    my $answer = join("\n", $result == 1 ? 'done' : 'same', @complaints);
    utf8::decode($answer);
    return $answer;
}

1;
