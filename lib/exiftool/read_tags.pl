# Loads ExifTool once; readTags is called for every file. Values are those of the command
# `exiftool -j -n -G1 -struct -charset iptc=UTF8`, each number and text as JSON text, so that nothing
# of it is lost: serial numbers begin with zeros.
use strict;
BEGIN { unshift @INC, '/exiftool' }
use Image::ExifTool;

my $exifTool = Image::ExifTool->new;
$exifTool->Options(Struct => 1, PrintConv => 0, CharsetIPTC => 'UTF8');

# The tags of the file as a JSON object by 'Group:Name'.
sub readTags {
    my ($path) = @_;
    my $info = $exifTool->ImageInfo($path);
    my (%tags, %isFirst);
    for my $key ($exifTool->GetFoundTags('Input')) {
        my $value = $$info{$key};
        # Pictures and other blocks of bytes are references.
        next if not defined $value or ref $value eq 'SCALAR';
        my ($name, $copy) = split / /, $key;
        my $tag = $exifTool->GetGroup($key, 1) . ":$name";
        # Of several in one group, ExifTool gives the one it trusts most the plain name.
        next if exists $tags{$tag} and ($isFirst{$tag} or $copy);
        $tags{$tag} = $value;
        $isFirst{$tag} = 1 unless $copy;
    }
    my $json = json(\%tags);
    # From bytes to characters, as which the host takes them.
    utf8::decode($json);
    return $json;
}

sub json {
    my ($value) = @_;
    my $kind = ref $value;
    if ($kind eq 'HASH') {
        return '{' . join(',', map { json($_) . ':' . json($$value{$_}) } sort keys %$value) . '}';
    }
    return '[' . join(',', map { json($_) } @$value) . ']' if $kind eq 'ARRAY';
    return 'null' if $kind or not defined $value;
    # What is no UTF-8 is taken for Windows-1252.
    $value = $exifTool->Decode($value, 'Latin', undef, 'UTF8') if Image::ExifTool::IsUTF8(\$value) < 0;
    $value =~ s/(["\\])/\\$1/g;
    $value =~ s/([\x00-\x1f])/sprintf('\u%.4x', ord $1)/ge;
    return "\"$value\"";
}

1;
